/** Division of records into jobs, and the files of their input. */
@NullMarked
package io.github.titanembeddings.batch.internal.write;

import org.jspecify.annotations.NullMarked;
