// Tells the server which time zone this device lives in, once, unless one was chosen by hand. A page that already shows times
// is fetched anew so that the first thing a visitor reads is in their own time.

const told = /(?:^|; )zone=/
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone

if (zone && !told.test(document.cookie)) {
  const secure = location.protocol === "https:" ? "; Secure" : ""
  document.cookie = `zone=${zone}; path=/; SameSite=Lax${secure}`
  const unread = document.querySelector("time") && !document.querySelector("main form:not([method=get])")
  if (unread && told.test(document.cookie)) location.replace(location.href)
}
