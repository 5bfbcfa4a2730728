/** The steps of a run. */
@NullMarked
package io.github.titanembeddings.batch.internal.run;

import org.jspecify.annotations.NullMarked;
