import { startApp } from './app/app'

startApp()
