/** Meta's check of the address and its signature are the same for all its products. */
export { handshake, verify } from '../meta/verify.ts';
