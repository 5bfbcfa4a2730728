/**
 * Embeds many items: at the account's quota, within a memory budget, one outcome for each item.
 *
 * <pre>
 * Iterator of BulkItem  →  pulled as there is room     the reader's pace holds it back
 *                       →  MemoryBudget                bytes are reserved before an image is read
 *                       →  Quota                       when the next request may leave
 *                       →  TitanEmbeddingsAsyncClient  without the AWS SDK's retries
 *                       →  BulkOutcome                 or back into the queue, after a pause
 * </pre>
 *
 * <p>The pace is our own and not a library's: it has to reserve a place for a cost that is only
 * likely, correct it by what the service counted, take a pause that the service asks for, and learn
 * a rate from refusals; the limiters to be had do the first of these. The pause before another
 * attempt is one line; the AWS SDK has one too, but it stays in the packages that talk to AWS.
 */
@NullMarked
package io.github.titanembeddings.bulk;

import org.jspecify.annotations.NullMarked;
