// The share's clock: a line that shortens and a few coarse words. It serves and never cuts, and is never announced.

const words = (name) => document.querySelector(`#sayings [data-say="${name}"]`)?.textContent ?? ""

export function showClock() {
  const clock = document.querySelector("[data-clock]")
  if (!clock) return
  const { ends, left, limit, running } = clock.dataset
  const seconds = running === "1" ? (Number(ends) - Date.now()) / 1000 : Number(left)
  const now = signalAt(clock, seconds)?.[2] ?? ""
  const arc = document.querySelector("[data-clock-arc]")
  if (arc) {
    arc.setAttribute("stroke-dashoffset", String(100 * (1 - Math.max(0, Math.min(1, seconds / Number(limit))))))
    arc.classList.toggle("ring__clock--soft", now === "soft" || now === "close")
    arc.classList.toggle("ring__clock--over", now === "over")
  }
  const said = clock.querySelector("[data-said]") !== null
  for (const each of ["soft", "close", "over"]) {
    clock.querySelector(`[data-clock-${each}]`).hidden = now !== each && !(each === "over" && said)
  }
  const minutes = seconds < 60 ? 0 : Math.round(seconds / 60)
  const text = seconds <= 0 ? "" : minutes > 1 ? words("minutes").replace("{n}", minutes) : words(minutes ? "minute" : "seconds")
  const shown = clock.querySelector("[data-clock-text]")
  if (shown.textContent !== text) shown.textContent = text
}

/** The group's signal that has come with so many seconds left: [seconds left, strength, word], or nothing. */
function signalAt(clock, seconds) {
  return JSON.parse(clock.dataset.signals).findLast(([left]) => seconds <= left)
}

/** Shows moments the server wrote in UTC as this viewer's time. */
export function showTimes(within) {
  for (const time of within.querySelectorAll("time[data-local]")) {
    const moment = new Date(time.dateTime)
    time.textContent = moment.toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" })
  }
}
