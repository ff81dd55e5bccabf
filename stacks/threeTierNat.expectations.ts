import { expect } from "../network/reason/expectation";
export const expectations = [expect("desk-1").canReach("app-1")];
