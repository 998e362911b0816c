// The timekeeper's "time", softly: one bell made here, for those who have sound on. It comes with the word, never instead of it.

let context = null

export function chime() {
  context ??= new AudioContext()
  const start = context.currentTime
  for (const [pitch, loud] of [[523.25, 0.12], [1318.5, 0.04]]) {
    const tone = new OscillatorNode(context, { frequency: pitch })
    const fade = new GainNode(context, { gain: 0 })
    fade.gain.setValueAtTime(0, start)
    fade.gain.linearRampToValueAtTime(loud, start + 0.02)
    fade.gain.exponentialRampToValueAtTime(0.0001, start + 2.2)
    tone.connect(fade).connect(context.destination)
    tone.start(start)
    tone.stop(start + 2.3)
  }
}
