import { testShard } from "./run";

testShard(1);
