/**
 * JSON: the bodies of InvokeModel (a request becomes one array of bytes, a reply becomes numbers),
 * the lines of manifests, and reports.
 *
 * <p>Base64 is written in slices of 3 KB: larger ones cost as much time, and their scratch arrays
 * are more garbage beside a small image.
 */
@NullMarked
package io.github.titanembeddings.internal.json;

import org.jspecify.annotations.NullMarked;
