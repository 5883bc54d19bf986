/** [AUTH3] Shortest password that the server takes, in characters. */
export const passwordLeast = 12;
