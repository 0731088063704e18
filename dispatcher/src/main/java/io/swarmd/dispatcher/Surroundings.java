package io.swarmd.dispatcher;

import io.swarmd.loop.Environment;
import io.swarmd.loop.EventLoop;
import io.swarmd.store.Store;

/** What all parts of one leadership's dispatcher work with. */
record Surroundings(Environment environment, EventLoop loop, Store store, DispatcherSettings settings) {}
