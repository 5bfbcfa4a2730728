/**
 * The engine of a bulk run: reads items, keeps each within the limits on slots, memory and rate,
 * and produces exactly one outcome per item.
 */
@NullMarked
package io.github.titanembeddings.bulk.internal.engine;

import org.jspecify.annotations.NullMarked;
