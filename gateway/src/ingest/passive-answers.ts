import type { Reply } from '../channels/channel.ts';

/**
 * Webhook responses that are held open for an answer to go out in them (WeChat). They belong to this process's connections: an answer
 * that another gateway has finds no place here and goes out as an ordinary message.
 */
export interface PassiveAnswers {
  /** The answer to the event with this token, or undefined when none came in time. */
  wait(token: string, waitMs: number): Promise<Reply | undefined>;
  /** Gives the answer. False where nobody waits (any more). */
  offer(token: string, reply: Reply): boolean;
  /** Lets everybody go without an answer. */
  close(): void;
}

export function createPassiveAnswers(): PassiveAnswers {
  const waiting = new Map<string, (reply: Reply | undefined) => void>();
  let closed = false;
  return {
    wait(token, waitMs) {
      if (closed) return Promise.resolve(undefined);
      // The platform's second try of the same event: the newer connection is the one that still listens.
      waiting.get(token)?.(undefined);
      return new Promise((resolve) => {
        const end = (reply: Reply | undefined) => {
          clearTimeout(timer);
          if (waiting.get(token) === end) waiting.delete(token);
          resolve(reply);
        };
        const timer = setTimeout(() => end(undefined), waitMs);
        waiting.set(token, end);
      });
    },
    offer(token, reply) {
      const end = waiting.get(token);
      end?.(reply);
      return end !== undefined;
    },
    close() {
      closed = true;
      for (const end of [...waiting.values()]) end(undefined);
    },
  };
}
