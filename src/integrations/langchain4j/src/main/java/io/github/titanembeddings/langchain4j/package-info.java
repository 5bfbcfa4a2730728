/** An {@code EmbeddingModel} of LangChain4j: texts, images, or both fused into one vector. */
@NullMarked
package io.github.titanembeddings.langchain4j;

import org.jspecify.annotations.NullMarked;
