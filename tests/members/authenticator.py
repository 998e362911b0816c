"""A device that makes passkeys, in Python: what a browser would answer, true or bent."""

import hashlib
import json
import os

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

FLAG = AuthenticatorData.FLAG
HERE = "http://testserver"


class Authenticator:
    """Holds one key. `kind` is the make it would tell of itself."""

    def __init__(self, *, kind=b"make-and-model!!", credential_id=None):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = credential_id or os.urandom(32)
        self.kind = Aaguid(kind)
        self.user_id = b""

    def makes(self, options, *, origin=HERE, host="testserver", verified=True):
        """The answer to an offer."""
        asked = options["publicKey"]
        self.user_id = websafe_decode(asked["user"]["id"])
        made = AttestedCredentialData.create(self.kind, self.id, ES256.from_cryptography_key(self.key.public_key()))
        data = AuthenticatorData.create(hashed(host), flags(verified) | FLAG.AT, 0, bytes(made))
        client = CollectedClientData.create(CollectedClientData.TYPE.CREATE, websafe_decode(asked["challenge"]), origin)
        attestation = AttestationObject.create("none", data, {})
        return self._answer(client, attestationObject=bytes(attestation))

    def opens(self, options, *, origin=HERE, host="testserver", verified=True):
        """The answer to a question at the door."""
        data = AuthenticatorData.create(hashed(host), flags(verified), 0)
        challenge = websafe_decode(options["publicKey"]["challenge"])
        client = CollectedClientData.create(CollectedClientData.TYPE.GET, challenge, origin)
        signature = self.key.sign(bytes(data) + client.hash, ec.ECDSA(hashes.SHA256()))
        return self._answer(client, authenticatorData=bytes(data), signature=signature, userHandle=self.user_id)

    def _answer(self, client, **response):
        said = {name: websafe_encode(part) for name, part in response.items()}
        said["clientDataJSON"] = websafe_encode(bytes(client))
        return json.dumps(
            {"id": websafe_encode(self.id), "rawId": websafe_encode(self.id), "type": "public-key", "response": said}
        )


def hashed(host):
    return hashlib.sha256(host.encode()).digest()


def flags(verified):
    return FLAG.UP | (FLAG.UV if verified else FLAG(0))
