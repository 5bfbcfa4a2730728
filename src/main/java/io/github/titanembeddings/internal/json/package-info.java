/** The bodies of InvokeModel: a request becomes one array of bytes, a reply becomes numbers. */
@NullMarked
package io.github.titanembeddings.internal.json;

import org.jspecify.annotations.NullMarked;
