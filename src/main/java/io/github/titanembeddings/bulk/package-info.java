/**
 * Embeds many items: at the account's quota, within a memory budget, with one outcome per item.
 *
 * <pre>
 * BulkItem  →  BulkEmbedder     reads items as fast as their outcomes are consumed
 *                │  Quota        when the next request may be sent
 *                │  Journal      what an earlier run has completed
 *                ▼
 *              BulkRun  →  BulkOutcome  →  ResultWriter
 * </pre>
 *
 * <p>{@code internal.engine} documents the states of an item, {@code internal.rate} how requests
 * are paced, {@code internal.journal} the journal's database, to which {@code JournalAccess} gives
 * {@code batch} access.
 */
@NullMarked
package io.github.titanembeddings.bulk;

import org.jspecify.annotations.NullMarked;
