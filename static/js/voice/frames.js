// The binary shape of voice on the wire; docs/protocol-voice.md has literal examples, rooms/voice_frames.py the other end.

export const VOICE = 1;
export const ECHO = 2;
export const CLAIM = 3;
export const PACKETS = 3; // 60 ms a message: a third of the cost for every listener of sending each packet alone
export const RATE = 48000;
export const SAMPLES = 960; // 20 ms

const HEADER = 13;

/** The bytes of one message. `packets` are Uint8Arrays of Opus, `at` counts 20 ms steps up to the first of them. */
export function build({ kind, level = 0, fence = 0, at = 0, packets = [] }) {
  const size = packets.reduce((sum, packet) => sum + 2 + packet.length, HEADER);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, kind);
  view.setUint8(1, Math.max(0, Math.min(100, Math.round(level))));
  view.setUint32(4, fence);
  view.setUint32(8, at >>> 0);
  view.setUint8(12, packets.length);
  let place = HEADER;
  for (const packet of packets) {
    view.setUint16(place, packet.length);
    bytes.set(packet, place + 2);
    place += 2 + packet.length;
  }
  return bytes;
}

/** The message in an ArrayBuffer, or null for one that is not whole. */
export function parse(buffer) {
  if (buffer.byteLength < HEADER) return null;
  const view = new DataView(buffer);
  const packets = [];
  let place = HEADER;
  for (let left = view.getUint8(12); left > 0; left--) {
    if (place + 2 > buffer.byteLength) return null;
    const length = view.getUint16(place);
    if (place + 2 + length > buffer.byteLength) return null;
    packets.push(new Uint8Array(buffer, place + 2, length));
    place += 2 + length;
  }
  return {
    kind: view.getUint8(0),
    level: view.getUint8(1),
    voice: view.getUint16(2),
    fence: view.getUint32(4),
    at: view.getUint32(8),
    packets,
  };
}
