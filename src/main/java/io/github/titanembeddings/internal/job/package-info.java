/**
 * What fine-tuning jobs, batch jobs and provisioned throughput share: the service's rules for their
 * names, identifiers, URIs and tags, idempotency tokens, paginated lists.
 */
@NullMarked
package io.github.titanembeddings.internal.job;

import org.jspecify.annotations.NullMarked;
