/**
 * Code that fine-tuning jobs, batch jobs and provisioned throughput share: the service's rules for
 * names, identifiers, URIs and tags, idempotency tokens, and paginated lists.
 */
@NullMarked
package io.github.titanembeddings.internal.job;

import org.jspecify.annotations.NullMarked;
