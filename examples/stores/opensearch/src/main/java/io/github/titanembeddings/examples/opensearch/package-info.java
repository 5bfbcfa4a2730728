/** Vectors in OpenSearch. */
@NullMarked
package io.github.titanembeddings.examples.opensearch;

import org.jspecify.annotations.NullMarked;
