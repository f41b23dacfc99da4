import type { ServerResponse } from 'node:http';
import type { Response } from 'express';
import { withSignedMedia } from '../media/signing.ts';
import { PROBLEM_TYPE, type Problem, documentOf } from './problem.ts';
import type { Reply } from './reply.ts';

/** Sends what a handler gave. Addresses of files are signed on the way out, and only there. */
export function sendReply(response: Response, reply: Reply<unknown>, signMedia: (attachmentId: string) => string): void {
  switch (reply.is) {
    case 'handled':
      return;
    case 'problem':
      return sendProblem(response, reply);
    case 'json':
      return sendJson(response, reply.status, withSignedMedia(reply.json, signMedia));
    case 'success':
      if (reply.body === undefined) {
        response.status(reply.status).end();
        return;
      }
      return sendJson(response, reply.status, withSignedMedia(JSON.stringify(reply.body), signMedia));
  }
}

export function sendProblem(response: ServerResponse, failure: Problem): void {
  const document = documentOf(failure);
  response.statusCode = document.status;
  response.setHeader('Content-Type', PROBLEM_TYPE);
  response.end(JSON.stringify(document));
}

function sendJson(response: Response, status: number, json: string): void {
  response.statusCode = status;
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  response.end(json);
}
