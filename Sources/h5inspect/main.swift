H5Inspect.main()
