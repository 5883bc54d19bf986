/** Where somebody wanted to go before the login, and why the login is shown. */
export type LoginSearch = { next?: string | undefined; reason?: 'ended' | 'out' | undefined };
