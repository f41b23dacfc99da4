import net from 'node:net';

/**
 * No test leaves this machine: a connection to anything but loopback (or a local socket file) fails at once, and with it the test.
 */
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/;
const connect = net.Socket.prototype.connect;

net.Socket.prototype.connect = function (this: net.Socket, ...args: unknown[]) {
  const first: unknown = Array.isArray(args[0]) ? args[0][0] : args[0];
  if (typeof first === 'object' && first !== null && 'host' in first && typeof first.host === 'string' && !LOOPBACK.test(first.host)) {
    throw new Error(`a test tried to leave this machine: ${first.host}`);
  }
  return Reflect.apply(connect, this, args) as net.Socket;
};
