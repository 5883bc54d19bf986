import type { ConversationId, FileId, FileLinks } from '@porchlight/protocol';
import { limits } from '@porchlight/protocol';
import { useQuery } from '@tanstack/react-query';
import type { MouseEvent, RefObject } from 'react';
import { useEffect, useState } from 'react';
import { api } from '../api.ts';
import { describeError } from '../errors.ts';
import { t } from '../messages/index.ts';
import { showToast } from '../parts/toasts.tsx';
import { serverNow } from '../realtime/server-clock.ts';

/** Renewed this long before they end, ms, so that a click never meets one that is over. */
const earlyMs = 60_000;

/**
 * The signed addresses of a file, fetched when its place on the screen comes into view and renewed while it stays
 * there. `follow` is for the click on a link: where the address has run out it asks for another first.
 */
export function useFileLinks(conversation: ConversationId, file: FileId, place: RefObject<HTMLElement | null>) {
  const isInView = useInView(place);
  const query = useQuery({
    queryKey: ['agent', 'file', conversation, file],
    queryFn: () => api.fileLinks(conversation, file),
    enabled: isInView,
    staleTime: limits.fileLinkMs - earlyMs,
    refetchInterval: limits.fileLinkMs - earlyMs,
    gcTime: limits.fileLinkMs,
  });
  const links: FileLinks | undefined = query.data;
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    if (links && links.expiresAt - serverNow() > 2_000) return;
    event.preventDefault();
    const link = event.currentTarget;
    void query.refetch().then(({ data, error }) => {
      if (data) open(data.url, link.target);
      else showToast({ tone: 'danger', title: t.errors.title, message: describeError(error) });
    });
  };
  return { links, follow, isFailed: query.isError && !links, refetch: query.refetch };
}

/** Follows an address as a click on a link would: a file that is no picture is downloaded and leaves the page as it is. */
function open(url: string, target: string): void {
  const link = document.createElement('a');
  Object.assign(link, { href: url, target, rel: 'noopener noreferrer' });
  link.click();
}

/** Whether an element is on the screen, or nearly. */
function useInView(place: RefObject<HTMLElement | null>): boolean {
  const [isInView, setInView] = useState(false);
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const observer = new IntersectionObserver((entries) => setInView(entries.at(-1)?.isIntersecting === true), {
      rootMargin: '400px',
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [place]);
  return isInView;
}
