/** Vectors in Amazon S3 Vectors. */
@NullMarked
package io.github.titanembeddings.examples.s3vectors;

import org.jspecify.annotations.NullMarked;
