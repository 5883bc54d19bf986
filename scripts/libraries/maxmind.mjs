import maxmind from 'maxmind';

export const { Reader } = maxmind;
