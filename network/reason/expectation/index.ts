export {
  expect,
  Relation,
  type Expectation,
  type ExpectationOptions,
  type Expectations,
  type Subject,
  type SubjectLike,
} from "./expectation";
export { expectationText } from "./text";
export {
  checkExpectations,
  isFor,
  meaningful,
  Status,
  type CounterExample,
  type Finding,
} from "./check";
export { remedyFor, type Remedy } from "./remedy";
