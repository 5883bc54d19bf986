import { openStored, trialEntry } from '@porchlight/cookies/script';
import { type DoctorFrameFound, doctorConnect } from '@porchlight/protocol';

const patienceMs = 5_000;

/** [DOC4] What the chat window's frame can keep and open here: told once to the page that embeds this, by its port. */
addEventListener('message', async ({ data, source, ports: [port] }) => {
  if (data !== doctorConnect || source !== parent || !port) return;
  const found: DoctorFrameFound = {
    localStorage: isKept(openStored(trialEntry, () => localStorage)),
    sessionStorage: isKept(openStored(trialEntry, () => sessionStorage)),
    socketMs: await openSocket(),
  };
  port.postMessage(found);
});

function isKept(stored: ReturnType<typeof openStored>): boolean {
  const value = `${Math.random()}`.slice(2, 20);
  const isThere = stored.write(value) && stored.read() === value;
  stored.remove();
  return isThere;
}

/** How long the service's socket takes to open, in ms; null where it does not. */
function openSocket(): Promise<number | null> {
  return new Promise((resolve) => {
    const from = performance.now();
    const end = (ms: number | null) => {
      resolve(ms);
      socket.close();
    };
    const socket = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/socket`);
    socket.onopen = () => end(Math.round(performance.now() - from));
    socket.onerror = () => end(null);
    setTimeout(() => end(null), patienceMs);
  });
}
