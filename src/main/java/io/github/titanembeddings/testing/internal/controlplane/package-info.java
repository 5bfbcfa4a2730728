/** The stub of Amazon Bedrock's control plane. */
@NullMarked
package io.github.titanembeddings.testing.internal.controlplane;

import org.jspecify.annotations.NullMarked;
