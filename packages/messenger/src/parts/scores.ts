/** The stars that a conversation can be given. */
export const scores = [1, 2, 3, 4, 5] as const;
