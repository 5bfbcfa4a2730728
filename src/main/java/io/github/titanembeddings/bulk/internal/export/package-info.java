/** The formats of result files: JSON Lines, NumPy and raw float32. */
@NullMarked
package io.github.titanembeddings.bulk.internal.export;

import org.jspecify.annotations.NullMarked;
