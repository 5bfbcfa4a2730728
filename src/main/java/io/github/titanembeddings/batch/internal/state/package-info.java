/** The state of a run, and the IDs of its records. */
@NullMarked
package io.github.titanembeddings.batch.internal.state;

import org.jspecify.annotations.NullMarked;
