/** Vectors in Postgres with pgvector. */
@NullMarked
package io.github.titanembeddings.examples.pgvector;

import org.jspecify.annotations.NullMarked;
