import { type FromFrame, frameConnect, isFromFrame, type ToFrame } from '@porchlight/protocol';

/** The messenger's frame and the channel to it [CNV11]. */
export type FrameLink = {
  element: HTMLIFrameElement;
  /** Sent at once, or as soon as the frame is ready, in order. */
  send(message: ToFrame): void;
  isReady(): boolean;
};

/**
 * Makes the frame, which begins to load when it is put into the document. At each load of its document a new
 * channel is offered to exactly the service's origin; nothing is heard but what comes through that channel.
 */
export function makeFrame(url: string, title: string, hear: (message: FromFrame) => void): FrameLink {
  const element = document.createElement('iframe');
  let port: MessagePort | null = null;
  let isReady = false;
  let waiting: ToFrame[] = [];
  element.title = title;
  element.allow = 'clipboard-write; autoplay';
  element.src = url;
  element.addEventListener('load', () => {
    port?.close();
    isReady = false;
    const channel = new MessageChannel();
    port = channel.port1;
    port.onmessage = ({ data }) => {
      if (!isFromFrame(data)) return;
      if (data.type === 'ready') {
        isReady = true;
        hear(data);
        for (const message of waiting) port?.postMessage(message);
        waiting = [];
      } else hear(data);
    };
    // To another origin (an error page of the browser's, a redirect) this reaches nobody.
    element.contentWindow?.postMessage(frameConnect, new URL(url).origin, [channel.port2]);
  });
  return {
    element,
    isReady: () => isReady,
    send(message) {
      if (isReady) port?.postMessage(message);
      else waiting.push(message);
    },
  };
}
