/** One request to a manager or a vCenter, and its whole answer. */
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import type { RequestOptions } from "node:https";

/** Larger answers are refused; one has a page of 1,000 objects, or a hundred hosts, at most. */
const LARGEST_ANSWER = 64_000_000;
/** Silence for longer than this ends a request. */
const TIMEOUT_MS = 60_000;

export interface HttpAnswer {
  status: number;
  text: string;
  /** Cookies that are to be kept, with their attributes. */
  cookies: readonly string[];
}

/** @throws Error when the connection fails, or the answer is too slow or too large */
export function ask(url: URL, options: RequestOptions, body?: Buffer): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const send = url.protocol === "https:" ? httpsRequest : httpRequest;
    const request = send(url, { ...options, timeout: TIMEOUT_MS });
    request.on("timeout", () => request.destroy(new Error(`no answer in ${TIMEOUT_MS / 1000} s`)));
    request.on("error", reject);
    request.on("response", (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on("data", (chunk: Buffer) => {
        size += chunk.length;
        if (size > LARGEST_ANSWER) request.destroy(new Error("the answer is too large"));
        else chunks.push(chunk);
      });
      response.on("error", reject);
      response.on("end", () => {
        resolve({
          status: response.statusCode ?? 0,
          text: Buffer.concat(chunks).toString("utf8"),
          cookies: response.headers["set-cookie"] ?? [],
        });
      });
    });
    request.end(body);
  });
}
