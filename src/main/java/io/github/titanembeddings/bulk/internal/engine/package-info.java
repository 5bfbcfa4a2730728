/**
 * The engine of a bulk run: reads items, keeps each within the limits on slots, memory and rate,
 * and produces exactly one outcome per item.
 *
 * <pre>
 *  SourceReader
 *       │ item
 *       ▼          slot                     memory granted
 *    QUEUED ─────────► SIZING ─► AWAITING_MEMORY ─► PREPARING ──► AWAITING_QUOTA ─► SENT ─► DONE
 *                        ▲ │                          │ ▲ │ │        quota admits    │       ▲
 *                        │ │                          │ └─┘ │ claimed, then prepared │       │
 *                   slot │ │ failed                   │     │                        │       │
 *                and due │ ▼                          │     ▼                        │       │
 *                     BACKING_OFF ◄───────────────────┘  AWAITING_DUPLICATE ─────────────────┤
 *                          ▲      transient failure          same content as another item    │
 *                          └─────────────────────────────────────────────────────────┘       │
 *                                                                                            │
 *  every state ── rejected, final failure, deadline exceeded, known outcome, run stopped ────┘
 *
 *  slot       SIZING  AWAITING_MEMORY  PREPARING  AWAITING_QUOTA   SENT
 *  memory                              PREPARING  AWAITING_QUOTA   SENT
 *  deadline   SIZING                   PREPARING  (when retried)   SENT
 * </pre>
 *
 * <p>The deadline is fixed by the first request; before that, each read of the image has the same
 * time, since the read of a header could hang, too. Waiting for a slot, for memory or for the first
 * admission by the quota has no deadline.
 *
 * <p>Calls go one way: {@code Engine}, an event loop on one thread, changes states in its one
 * {@code transition} method and asks {@code ItemPipeline} for the next one. Futures, the source and
 * the reader of the outcomes post events to the loop. At the end of a batch of events {@code
 * OutcomeRecorder} commits the outcomes to the journal as one group, then {@code OutcomeQueue}
 * hands them to the reader. A failure that all items share, which {@code FailureClassifier}
 * classifies as {@code RUN_FATAL}, stops the run.
 */
@NullMarked
package io.github.titanembeddings.bulk.internal.engine;

import org.jspecify.annotations.NullMarked;
