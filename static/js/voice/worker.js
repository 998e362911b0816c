// The engine in a thread of its own, where nothing the page does can hold it up.

import { Engine } from "./engine.js";

const engine = new Engine((say, detail) => postMessage({ say, detail }));
onmessage = ({ data }) => engine.take(data);
postMessage({ say: "here", detail: Engine.codecs() });
