"""The same scoring on many machines: data frames for any engine, saved scores by Dask.

`frames` scores the rows of a data frame, which is what Spark, Ray and Dask ask of a function. `cluster` has the workers of Dask
write saved scores, part by part; `worker` is what goes to each of them. Only these two modules know Dask.
"""
