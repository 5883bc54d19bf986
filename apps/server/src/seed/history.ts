/** What happened at the demo shop before anybody looked: told in hours before now. Seeds tests, dev and demo alike. */
export type SeededVisit = {
  hoursAgo: number;
  browser: keyof typeof seededAgents;
  ip: string;
  language: string;
  timeZone: string;
  referrer: string;
  /** Paths on the shop, with titles, in order; a minute or so apart. */
  pages: [path: string, title: string][];
  conversation?: {
    name?: string;
    email?: string;
    /** Who speaks, and what; `note` is for the team alone. */
    lines: ['visitor' | 'mia' | 'jonas' | 'note', string][];
    isEnded: boolean;
    rating?: [score: number, comment: string | null];
  };
};

export const seededAgents = {
  chromeWindows:
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36',
  safariPhone:
    'Mozilla/5.0 (iPhone; CPU iPhone OS 26_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Mobile/15E148 Safari/604.1',
  firefoxLinux: 'Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0',
  safariMac:
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Safari/605.1.15',
};

/** Each inner list is one visitor, oldest visit first. */
export const seededVisitors: SeededVisit[][] = [
  [
    {
      hoursAgo: 24 * 9 + 3,
      browser: 'safariMac',
      ip: '84.132.10.20',
      language: 'de-DE',
      timeZone: 'Europe/Berlin',
      referrer: 'https://www.google.com/',
      pages: [
        ['/', 'Home'],
        ['/lamps', 'Lamps'],
      ],
    },
    {
      hoursAgo: 24 * 2 + 5,
      browser: 'safariMac',
      ip: '84.132.10.20',
      language: 'de-DE',
      timeZone: 'Europe/Berlin',
      referrer: '',
      pages: [
        ['/lamps', 'Lamps'],
        ['/delivery', 'Delivery and returns'],
      ],
      conversation: {
        name: 'Anneke Brandt',
        email: 'anneke@example.org',
        lines: [
          ['visitor', 'Hello! Do you deliver to Switzerland, and what about customs?'],
          [
            'mia',
            'Hi Anneke, yes we do. Customs are included in the price you see at checkout, so nothing comes on top.',
          ],
          ['note', 'Asked about Switzerland again; we should put it on the delivery page.'],
          ['visitor', 'Wonderful, that makes it easy. Thank you!'],
          ['mia', 'You’re welcome. Enjoy the lamp!'],
        ],
        isEnded: true,
        rating: [5, 'Quick and friendly.'],
      },
    },
  ],
  [
    {
      hoursAgo: 24 * 4,
      browser: 'safariPhone',
      ip: '81.2.69.160',
      language: 'en-GB',
      timeZone: 'Europe/London',
      referrer: 'https://www.instagram.com/',
      pages: [
        ['/', 'Home'],
        ['/lamps', 'Lamps'],
        ['/cart', 'Your cart'],
      ],
      conversation: {
        name: 'Priya',
        lines: [
          ['visitor', 'The voucher from the newsletter does not work in the cart 🤔'],
          ['jonas', 'Sorry about that! It was switched on an hour late. Could you try it again now?'],
          ['visitor', 'Works now, thanks'],
        ],
        isEnded: true,
        rating: [4, null],
      },
    },
  ],
  [
    {
      hoursAgo: 24 * 1 + 2,
      browser: 'chromeWindows',
      ip: '73.223.10.4',
      language: 'en-US',
      timeZone: 'America/Los_Angeles',
      referrer: 'https://duckduckgo.com/',
      pages: [
        ['/', 'Home'],
        ['/delivery', 'Delivery and returns'],
      ],
      conversation: {
        lines: [
          ['visitor', 'Can I return a lamp that I have already assembled?'],
          ['jonas', 'Yes, within 30 days, as long as nothing is broken. We send you a label.'],
        ],
        isEnded: false,
      },
    },
  ],
  [
    {
      hoursAgo: 1.4,
      browser: 'firefoxLinux',
      ip: '195.176.3.24',
      language: 'fr-CH',
      timeZone: 'Europe/Zurich',
      referrer: 'https://blog.localhost/',
      pages: [
        ['/', 'Home'],
        ['/lamps', 'Lamps'],
      ],
      conversation: {
        name: 'Luc',
        lines: [['visitor', 'Bonjour, is the reading lamp dimmable? I could not find it in the description.']],
        isEnded: false,
      },
    },
  ],
];
