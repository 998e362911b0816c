// Bells made here, softly: the group's own for "time", and one for each strength of a signal. They come with words, never
// instead of them, and only to those who asked for sound.

// [pitches with how loud each is, strokes, seconds it rings]
const BELLS = [
  { tones: [[523.25, 0.12], [1318.5, 0.04]], strokes: 1, rings: 2.2 }, // the group's: "time"
  { tones: [[392, 0.07]], strokes: 1, rings: 1.2 },
  { tones: [[440, 0.09], [880, 0.02]], strokes: 1, rings: 1.6 },
  { tones: [[493.88, 0.1], [987.77, 0.03]], strokes: 2, rings: 1.6 },
  { tones: [[587.33, 0.12], [1174.66, 0.04]], strokes: 3, rings: 1.8 },
]
const APART = 0.45 // s between two strokes

let context = null
let device = ""

/** Rings: 0 is the group's "time", 1 to 4 a signal of that strength. */
export function chime(strength = 0) {
  context ??= outTo(new AudioContext())
  context.resume().catch(() => {})
  const bell = BELLS[strength] ?? BELLS.at(-1)
  for (let stroke = 0; stroke < bell.strokes; stroke += 1) {
    for (const [pitch, loud] of bell.tones) ring(context.currentTime + stroke * APART, pitch, loud, bell.rings)
  }
}

/** Lets bells sound where voices do. */
export function chimeFrom(id) {
  device = id ?? ""
  if (context) outTo(context)
}

function outTo(out) {
  out.setSinkId?.(device).catch(() => {}) // a loudspeaker that has gone leaves the usual one
  return out
}

function ring(start, pitch, loud, rings) {
  const tone = new OscillatorNode(context, { frequency: pitch })
  const fade = new GainNode(context, { gain: 0 })
  fade.gain.setValueAtTime(0, start)
  fade.gain.linearRampToValueAtTime(loud, start + 0.02)
  fade.gain.exponentialRampToValueAtTime(0.0001, start + rings)
  tone.connect(fade).connect(context.destination)
  tone.start(start)
  tone.stop(start + rings + 0.1)
}
