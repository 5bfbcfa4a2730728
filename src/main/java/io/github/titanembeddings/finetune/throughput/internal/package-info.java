/** Creation, lookup and release of provisioned throughput. */
@NullMarked
package io.github.titanembeddings.finetune.throughput.internal;

import org.jspecify.annotations.NullMarked;
