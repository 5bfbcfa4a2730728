/** Typed Java client for Amazon Titan Multimodal Embeddings G1 on Amazon Bedrock. */
module io.github.titanembeddings {
  requires transitive software.amazon.awssdk.auth;
  requires transitive software.amazon.awssdk.awscore;
  requires transitive software.amazon.awssdk.regions;
  requires transitive software.amazon.awssdk.services.bedrock;
  requires transitive software.amazon.awssdk.services.bedrockruntime;
  requires software.amazon.awssdk.core;
  requires transitive software.amazon.awssdk.http;
  requires software.amazon.awssdk.retries.api;
  requires software.amazon.awssdk.utils;
  requires org.reactivestreams;
  requires com.fasterxml.jackson.core;
  requires com.fasterxml.jackson.databind;
  requires java.desktop;
  // For the AWS SDK, whose automatic modules cannot require these.
  requires jdk.net;
  requires jdk.unsupported;
  requires org.slf4j;
  // Optional at run time.
  requires static java.sql;
  requires static org.xerial.sqlitejdbc;
  requires static software.amazon.awssdk.services.s3;
  requires static transitive org.jspecify;

  uses software.amazon.awssdk.http.SdkHttpService;
  uses software.amazon.awssdk.http.async.SdkAsyncHttpService;

  exports io.github.titanembeddings;
  exports io.github.titanembeddings.batch;
  exports io.github.titanembeddings.bulk;
  exports io.github.titanembeddings.evaluation;
  exports io.github.titanembeddings.exception;
  exports io.github.titanembeddings.finetune;
  exports io.github.titanembeddings.finetune.dataset;
  exports io.github.titanembeddings.job;
  exports io.github.titanembeddings.model;
  exports io.github.titanembeddings.storage;
  exports io.github.titanembeddings.testing;
  exports io.github.titanembeddings.transport;
  exports io.github.titanembeddings.validation;
}
