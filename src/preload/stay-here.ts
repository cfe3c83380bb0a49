/**
 * Keeps the window's document where it is. Chromium asks main before it goes to another address, but not for `about:`
 * ones; the document itself hears of those too. What is read and written here stays, which a page loaded anew loses.
 */
export function stayHere(): void {
  const { protocol, host, pathname } = location
  navigation.addEventListener('navigate', (event) => {
    const to = new URL(event.destination.url)
    if (to.protocol !== protocol || to.host !== host || to.pathname !== pathname) event.preventDefault()
  })
}

/**
 * Takes WebRTC from the page's own world. Its frames have theirs: what those send is for main to stop (`hardening.ts`).
 */
export const WITHOUT_WEBRTC = 'for (const name of ["RTCPeerConnection", "webkitRTCPeerConnection"]) delete window[name]'
