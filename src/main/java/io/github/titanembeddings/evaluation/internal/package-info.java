/** Vector collection, exact search, statistics and report writers of the retrieval evaluation. */
@NullMarked
package io.github.titanembeddings.evaluation.internal;

import org.jspecify.annotations.NullMarked;
