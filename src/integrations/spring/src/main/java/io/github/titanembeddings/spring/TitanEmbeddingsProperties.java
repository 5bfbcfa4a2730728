package io.github.titanembeddings.spring;

import io.github.titanembeddings.model.ImageFit;
import io.github.titanembeddings.model.ModelFamily;
import io.github.titanembeddings.model.TextOverflow;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The properties {@code titan.embeddings.*}; those that are not set have the library's or the AWS
 * SDK's defaults. Immutable.
 *
 * @param region the AWS region, such as us-east-1
 * @param endpoint the URL of the service, such as that of a stub or a VPC endpoint
 * @param modelId the ID of the model, or the ARN of a provisioned one
 * @param family the model family of the ID: MULTIMODAL_G1 (the default), TEXT_V2 or TEXT_V1
 * @param length the length of the vectors: 256, 384 or 1024; for TEXT_V2, 256, 512 or 1024
 * @param overflow what happens to a text that is too long
 * @param fit what happens to an image that is too large
 * @param callTimeout the maximum time of a call, retries included
 * @param attemptTimeout the maximum time of an attempt
 * @param requestsPerMinute the quota of requests per minute that several texts of one request share
 * @param tokensPerMinute the quota of tokens per minute; needs requestsPerMinute
 * @param metadata the metadata that the account's invocation logs record with each call
 * @param healthCall whether the health indicator makes a call, which is billed
 */
@ConfigurationProperties("titan.embeddings")
public record TitanEmbeddingsProperties(
    @Nullable String region,
    @Nullable URI endpoint,
    @Nullable String modelId,
    @Nullable ModelFamily family,
    @Nullable Integer length,
    @Nullable TextOverflow overflow,
    @Nullable ImageFit fit,
    @Nullable Duration callTimeout,
    @Nullable Duration attemptTimeout,
    @Nullable Double requestsPerMinute,
    @Nullable Double tokensPerMinute,
    @Nullable Map<String, String> metadata,
    boolean healthCall) {}
