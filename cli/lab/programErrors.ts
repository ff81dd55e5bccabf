import { errorText } from "../terminal";

/** How long a program that has failed may take to end by itself, and the engine to tell of it. */
const GRACE_MILLISECONDS = 2000;
const EVENTS = ["unhandledRejection", "uncaughtException"] as const;

export interface LateErrors {
  /** Each error once; the SDK's own, which only repeat another, are left out. */
  messages(): string[];
  /** Ends the watch. */
  end(): void;
}

/**
 * Calls back a moment after the program last failed somewhere that nothing waits for: in an `apply`,
 * for a value that was known only later. Pulumi's Node host ends the process then. Run inline, the SDK
 * takes note, and waits for registrations that need the value and so never come.
 */
export function watchLateErrors(giveUp: () => void): LateErrors {
  let timer: NodeJS.Timeout | undefined;
  const found = new Set<string>();
  const failed = (error: unknown) => {
    found.add(errorText(error));
    clearTimeout(timer);
    timer = setTimeout(giveUp, GRACE_MILLISECONDS);
  };
  EVENTS.forEach((event) => process.on(event, failed));
  return {
    messages: () => {
      const all = [...found];
      return all.filter((one) => !all.some((other) => other !== one && one.includes(other)));
    },
    end: () => {
      clearTimeout(timer);
      EVENTS.forEach((event) => process.off(event, failed));
    },
  };
}
