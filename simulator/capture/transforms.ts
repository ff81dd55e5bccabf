import { credentials } from "@grpc/grpc-js";
import { CallbacksClient } from "@pulumi/pulumi/proto/callback_grpc_pb";
import type { Callback, CallbackInvokeResponse } from "@pulumi/pulumi/proto/callback_pb";
import { CallbackInvokeRequest } from "@pulumi/pulumi/proto/callback_pb";
import {
  TransformInvokeRequest,
  TransformInvokeResponse,
  TransformRequest,
  TransformResponse,
} from "@pulumi/pulumi/proto/resource_pb";
import type {
  TransformInvokeOptions,
  TransformResourceOptions,
} from "@pulumi/pulumi/proto/resource_pb";
import type { PropertyMap } from "vmnet/network/model/resource";
import { toStruct } from "../provider/values";

/** What a transform may change. */
export interface Transformed<Options> {
  properties: PropertyMap;
  options: Options;
}

/** What a resource transform sees of the resource besides. */
export interface TransformSubject {
  name: string;
  type: string;
  custom: boolean;
  parent: string;
}

function plain(struct: { toJavaScript(): object } | undefined): PropertyMap | undefined {
  return struct?.toJavaScript() as PropertyMap | undefined;
}

/** The program's callback servers, and the transforms that it has registered with them. */
export class Transforms {
  readonly stack: Callback[] = [];
  readonly stackInvokes: Callback[] = [];
  /** Each resource's own transforms, by URN: they hold for what is below it, too. */
  private readonly own = new Map<string, { parent: string; transforms: Callback[] }>();
  private readonly clients = new Map<string, CallbacksClient>();

  remember(urn: string, parent: string, transforms: Callback[]): void {
    this.own.set(urn, { parent, transforms });
  }

  /** The transforms of a resource: its own first, then its parents', then the stack's. */
  of(parent: string, transforms: Callback[]): Callback[] {
    const all = [...transforms];
    for (let above = this.own.get(parent); above; above = this.own.get(above.parent)) {
      all.push(...above.transforms);
    }
    return [...all, ...this.stack];
  }

  async run(
    callbacks: Callback[],
    subject: TransformSubject,
    start: Transformed<TransformResourceOptions>,
  ): Promise<Transformed<TransformResourceOptions>> {
    let current = start;
    for (const callback of callbacks) {
      const request = new TransformRequest()
        .setName(subject.name)
        .setType(subject.type)
        .setCustom(subject.custom)
        .setParent(subject.parent)
        .setProperties(toStruct(current.properties))
        .setOptions(current.options);
      const answer = TransformResponse.deserializeBinary(await this.call(callback, request));
      current = {
        properties: plain(answer.getProperties()) ?? current.properties,
        options: answer.getOptions() ?? current.options,
      };
    }
    return current;
  }

  async runInvoke(
    token: string,
    start: Transformed<TransformInvokeOptions>,
  ): Promise<Transformed<TransformInvokeOptions>> {
    let current = start;
    for (const callback of this.stackInvokes) {
      const request = new TransformInvokeRequest()
        .setToken(token)
        .setArgs(toStruct(current.properties))
        .setOptions(current.options);
      const answer = TransformInvokeResponse.deserializeBinary(await this.call(callback, request));
      current = {
        properties: plain(answer.getArgs()) ?? current.properties,
        options: answer.getOptions() ?? current.options,
      };
    }
    return current;
  }

  close(): void {
    for (const client of this.clients.values()) client.close();
  }

  private client(target: string): CallbacksClient {
    if (target === "") throw new Error("target must be specified");
    const known = this.clients.get(target);
    if (known) return known;
    const client = new CallbacksClient(target, credentials.createInsecure(), {
      "grpc.enable_http_proxy": 0,
      "grpc.max_receive_message_length": -1,
      "grpc.max_send_message_length": -1,
    });
    this.clients.set(target, client);
    return client;
  }

  private async call(
    callback: Callback,
    request: { serializeBinary(): Uint8Array },
  ): Promise<Uint8Array> {
    const message = new CallbackInvokeRequest()
      .setToken(callback.getToken())
      .setRequest(request.serializeBinary());
    const response = await new Promise<CallbackInvokeResponse>((resolve, reject) => {
      this.client(callback.getTarget()).invoke(message, (error, answer) => {
        if (error) reject(new Error(`invoke transform: ${error.details}`));
        else resolve(answer);
      });
    });
    return response.getResponse_asU8();
  }
}
