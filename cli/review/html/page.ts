import type { Change } from "../change";
import type { Review } from "../report";
export async function reviewPage(review: Review, _change: Change): Promise<string> { return Promise.resolve(review.summary); }
