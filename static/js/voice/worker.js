// Where socket, codecs and buffers' depth live, so that a busy page cannot make anyone's voice stutter.

import { Downlink } from "./downlink.js";
import { ECHO } from "./frames.js";
import { Line } from "./line.js";
import { Uplink } from "./uplink.js";

const RETRY_QUIETLY = new Set(["shut", "too-fast", "malformed"]); // refusals that do not end a turn
const TAIL = 200; // ms the microphone stays open after "I'm done": the last word is still on its way through the device

const tell = (say, detail) => postMessage({ say, detail });
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

const line = new Line({
  onFrame: (data) => downlink.take(data),
  onNote: note,
  onState: (state) => {
    if (state === "lost") uplink.doubt();
    tell("line", state);
  },
  onOpen: () => {
    tell("open");
    uplink.claim();
  },
  onEnd: (why) => end(why),
});
const downlink = new Downlink();
const uplink = new Uplink(line, (error) => end("no-codec", error));

function end(why) {
  uplink.stop();
  tell("refused", why);
}

function note({ voice, why, here }) {
  if (voice === "heard") {
    uplink.heard();
    line.tell("ok");
  } else if (voice === "refused" && why === "shut") {
    line.tell("lost");
  } else if (voice === "refused") {
    if (!RETRY_QUIETLY.has(why)) uplink.stop();
    tell("refused", why);
  } else if (voice === "microphone" && !here && uplink.mode) {
    end("other-tab");
  }
}

const acts = {
  connect: ({ url }) => line.open(url),
  disconnect: () => line.close(),
  hurry: () => line.hurry(),
  player: ({ port }) => downlink.connect(port),
  silent: () => (downlink.player = null),
  microphone: ({ port }) => (port.onmessage = ({ data }) => uplink.take(data)),
  steadiness: ({ choice }) => downlink.choose(choice),
  speak: ({ fence }) => uplink.speak(fence),
  stop: () => uplink.stop(),
  finish: async () => {
    if (uplink.mode) await pause(TAIL);
    await uplink.finish();
    tell("finished");
  },
  echo: async ({ seconds }) => {
    if (uplink.mode) return tell("echoed", 0);
    downlink.held = [];
    uplink.echo();
    await pause(seconds * 1000);
    if (uplink.mode === ECHO) await uplink.finish();
    await pause(400);
    tell("echoed", downlink.playHeld());
  },
};

onmessage = ({ data }) => acts[data.act](data);
