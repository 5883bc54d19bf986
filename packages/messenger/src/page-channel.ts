import { type FromFrame, frameConnect, isAllowedOrigin, isToFrame, type ToFrame } from '@porchlight/protocol';

/** The line to the page that embeds us. */
export type PageChannel = { send(message: FromFrame): void };

/**
 * Waits for the page's port [CNV11]: only the parent window, only an origin of the site's list, only the one greeting.
 * A later port from the same page replaces the former. What was sent before the page connected reaches it then, the
 * newest of each type.
 */
export function listenForPage(options: {
  target: Pick<Window, 'addEventListener'> & { parent: unknown };
  origins: readonly string[];
  /** Wins over `origins`; a content security policy cannot say it, so that such a page has the frame, but no line to it. */
  blocked: readonly string[];
  onMessage(message: ToFrame): void;
}): PageChannel {
  let port: MessagePort | null = null;
  const newest = new Map<FromFrame['type'], FromFrame>();
  options.target.addEventListener('message', (event: MessageEvent) => {
    const [given] = event.ports;
    if (event.data !== frameConnect || !given) return;
    if (event.source === null || event.source !== options.target.parent) return;
    if (!isAllowedOrigin(event.origin, options.origins, options.blocked)) return;
    port?.close();
    port = given;
    given.onmessage = ({ data }) => {
      if (isToFrame(data)) options.onMessage(data);
    };
    given.postMessage({ type: 'ready' } satisfies FromFrame);
    for (const message of newest.values()) given.postMessage(message);
  });
  return {
    send(message) {
      if (message.type !== 'close' && message.type !== 'ready') newest.set(message.type, message);
      port?.postMessage(message);
    },
  };
}
