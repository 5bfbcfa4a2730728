/** Object stores over local folders and Amazon S3. */
@NullMarked
package io.github.titanembeddings.storage.internal;

import org.jspecify.annotations.NullMarked;
